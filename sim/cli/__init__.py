"""The command `liptako`: a module a group of commands, in the order in which help lists them."""

from sim.cli import running as running  # isort: skip
from sim.cli import sweeping as sweeping  # isort: skip
from sim.cli import listing as listing  # isort: skip
from sim.cli import demo as demo  # isort: skip
from sim.cli import reporting as reporting  # isort: skip
from sim.cli import explaining as explaining  # isort: skip
from sim.cli import comparing as comparing  # isort: skip
from sim.cli import sensitivity as sensitivity  # isort: skip
from sim.cli import discovering as discovering  # isort: skip
from sim.cli import scenarios as scenarios  # isort: skip
from sim.cli import observing as observing  # isort: skip
from sim.cli import forecasting as forecasting  # isort: skip
from sim.cli import calibrating as calibrating  # isort: skip
from sim.cli import past_crises as past_crises  # isort: skip
from sim.cli import validating as validating  # isort: skip
from sim.cli import backtesting as backtesting  # isort: skip
from sim.cli import catalogue as catalogue  # isort: skip
from sim.cli.app import main as main
