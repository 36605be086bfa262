namespace RedisAi.MLflow.Tests.Replay;

/// <summary>A run of a server of the tests.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="ArtifactUri">Where the server says that its artifacts are.</param>
/// <param name="Outputs">The logged models that it names.</param>
internal sealed record FakeRun(string Id, string ArtifactUri, params IReadOnlyList<string> Outputs);

/// <summary>A logged model of a server of the tests.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">The name that it has in its run.</param>
/// <param name="RunId">Its run.</param>
/// <param name="ArtifactUri">Where the server says that its files are.</param>
/// <param name="Created">When it was begun, in milliseconds.</param>
/// <param name="Status">Whether it is ready.</param>
internal sealed record FakeModel(string Id, string Name, string RunId, string ArtifactUri, long Created = 1, string Status = "LOGGED_MODEL_READY");

/// <summary>A version of a registered model of a server of the tests.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Source">What it was registered from.</param>
/// <param name="RunId">Its run.</param>
/// <param name="Created">When it was registered, in milliseconds.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Status">Whether it is ready.</param>
/// <param name="DownloadUri">Where its files are; null for what <paramref name="Source"/> says.</param>
internal sealed record FakeVersion(
    string Name, string Version, string Source, string RunId = "", long Created = 1, string Stage = "None", string Status = "READY", string? DownloadUri = null);
