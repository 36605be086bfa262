def download_artifacts(artifact_uri=None, run_id=None, artifact_path=None, dst_path=None, tracking_uri=None, registry_uri=None):
    raise NotImplementedError("A test says what is downloaded.")
