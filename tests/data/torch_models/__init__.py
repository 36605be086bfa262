"""The small TorchScript models of the tests, by family: each is a script that makes its models, run by make_torch_models.py."""
