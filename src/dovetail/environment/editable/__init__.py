"""Code that .pth files run when Python starts, decoded from its text: nothing of it is executed."""
