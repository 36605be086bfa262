"""The small TensorFlow Lite models of the tests, by family: the table MODELS of each module has the functions that make them."""
