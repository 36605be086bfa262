"""The few names of MLflow that the plugin imports, for machines without MLflow. Where MLflow is installed, the tests use it."""
