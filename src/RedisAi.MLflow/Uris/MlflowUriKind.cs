namespace RedisAi.MLflow;

/// <summary>What an address in MLflow's way of writing leads to.</summary>
public enum MlflowUriKind
{
    /// <summary>A folder of this machine: a plain path, or <c>file:</c>.</summary>
    LocalFolder,

    /// <summary>A folder of a run: <c>runs:/RUN/path</c>. From MLflow 3 on it may be a logged model of the run with that name.</summary>
    Run,

    /// <summary>A version of a registered model: <c>models:/NAME/3</c>.</summary>
    ModelVersion,

    /// <summary>The version of a registered model that an alias is on: <c>models:/NAME@champion</c>.</summary>
    ModelAlias,

    /// <summary>The latest version of a registered model: <c>models:/NAME/latest</c>.</summary>
    LatestModelVersion,

    /// <summary>The latest version of a registered model in a stage: <c>models:/NAME/Production</c>.</summary>
    ModelStage,

    /// <summary>A logged model of MLflow 3: <c>models:/m-…</c>.</summary>
    LoggedModel,

    /// <summary>A folder of the artifacts that a tracking server hands through: <c>mlflow-artifacts:/path</c>.</summary>
    ProxiedArtifacts,

    /// <summary>Something on a web server: <c>http://…</c>. Only the artifacts of the tracking server itself can be used.</summary>
    Http,

    /// <summary>Another store, as <c>s3:</c> or <c>gs:</c>. Its files come by way of the tracking server, or not at all.</summary>
    OtherStore,
}
