"""Results as plain values, in the shape of the published contract."""
