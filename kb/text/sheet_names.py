"""How the sheets of a workbook are told apart in its text."""

SHEET = "工作表："
"""What stands before a sheet's name on its heading line."""
