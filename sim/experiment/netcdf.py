"""A dataset as a NetCDF4 file.

By h5py alone, since a block has a hundred small parts, over which h5netcdf takes half as long as
their runs take.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import xarray as xr
from xarray.conventions import encode_cf_variable, encode_dataset_coordinates

NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable. {:10d}"
"""What NetCDF calls a dimension that has no labels."""
MARGIN = 2_000_000
"""Bytes of a file beside its arrays, at most."""


def write_netcdf(dataset: xr.Dataset, path: Path) -> None:
    """Write a dataset; equal datasets have equal files.

    Raises:
        OSError: there is no room for it.
    """
    _ask_for_room(path, dataset.nbytes + MARGIN)
    with h5py.File(path, "w") as file:
        variables, attributes = encode_dataset_coordinates(dataset)
        for name, value in attributes.items():
            file.attrs[str(name)] = _attribute(value)
        for name in dataset.dims:
            if name not in variables:
                size = dataset.sizes[name]
                scale = file.create_dataset(str(name), (size,), ">f4")
                scale.make_scale(NO_VARIABLE.format(size))
        labels = [name for name in variables if name in dataset.dims]
        for name in [*labels, *(name for name in variables if name not in labels)]:
            _write(file, str(name), variables[name])


def _ask_for_room(path: Path, size: int) -> None:
    """Take a file's room and give it back: on a full disk HDF5 may end the process."""
    with path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)


def _write(file: h5py.File, name: str, variable: xr.Variable) -> None:
    encoded = encode_cf_variable(variable, name=name)
    values = encoded.values
    text = values.dtype.kind in "OU"
    kind = h5py.string_dtype() if text else values.dtype
    stored = file.create_dataset(name, data=values.astype(object) if text else values, dtype=kind)
    for key, value in encoded.attrs.items():
        stored.attrs[key] = _attribute(value)
    if variable.dims == (name,):
        stored.make_scale(name)
        return
    for place, dimension in enumerate(variable.dims):
        stored.dims[place].attach_scale(file[str(dimension)])


def _attribute(value: Any) -> Any:
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return np.array(value, dtype=h5py.string_dtype())
    return value
