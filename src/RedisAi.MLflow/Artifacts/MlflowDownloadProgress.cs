namespace RedisAi.MLflow;

/// <summary>How far a download is.</summary>
/// <param name="File">The path of the file that has just got on, from the model's root on.</param>
/// <param name="Files">How many files the model has.</param>
/// <param name="FilesDone">How many of them are complete.</param>
/// <param name="Bytes">How many bytes all files have, as far as the server says so.</param>
/// <param name="BytesDone">How many bytes are there. It can go down, where a server begins a file anew.</param>
public readonly record struct MlflowDownloadProgress(string File, int Files, int FilesDone, long Bytes, long BytesDone);
