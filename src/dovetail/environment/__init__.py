"""WHERE PYTHON LOOKS: the interpreter that the analysis is for, as plain data."""
