"""What the tests of the engine share."""

import os

from hypothesis import settings

# Before PyTorch is imported: threads that wait for each other shall sleep. Spinning, on a machine that others use as
# well, they take the time from those that they wait for, and the tests take ten times as long.
os.environ.setdefault('OMP_WAIT_POLICY', 'passive')

# The same cases in every run, and none fails because the machine is busy.
settings.register_profile('satgan', derandomize=True, deadline=None)
settings.load_profile('satgan')
