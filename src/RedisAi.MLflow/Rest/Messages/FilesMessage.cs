namespace RedisAi.MLflow.Rest.Messages;

/// <summary>What is in a folder. Nothing is in one that is not there, and in a file.</summary>
internal sealed record FilesMessage(string? RootUri, IReadOnlyList<FileFacts?>? Files, string? NextPageToken);

/// <summary>A file or folder.</summary>
internal sealed record FileFacts(string? Path, bool IsDir, long? FileSize);
