"""A dataset as the bytes of a NetCDF4 file.

Made in memory, since a disk that fills up while HDF5 writes may end the process; and by h5py alone,
since a block has a hundred small parts, over which h5netcdf takes as long as their runs take.
"""

from __future__ import annotations

from typing import Any

import h5py
import numpy as np
import xarray as xr
from xarray.conventions import encode_cf_variable, encode_dataset_coordinates

NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable. {:10d}"
"""What NetCDF calls a dimension that has no labels."""


def netcdf(dataset: xr.Dataset) -> bytes:
    """The file of a dataset; equal datasets have equal files."""
    with h5py.File("block", "w", driver="core", backing_store=False) as file:
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
        file.flush()
        return bytes(file.id.get_file_image())


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
