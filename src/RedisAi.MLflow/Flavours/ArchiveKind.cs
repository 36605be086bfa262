namespace RedisAi.MLflow.Flavours;

/// <summary>What a file that PyTorch has written holds.</summary>
internal enum ArchiveKind
{
    /// <summary>TorchScript: code and constants, which libtorch runs.</summary>
    TorchScript,

    /// <summary>A pickled module of Python.</summary>
    Pickle,

    /// <summary>A program of torch.export.</summary>
    ExportedProgram,

    /// <summary>None of these.</summary>
    Unknown,
}
