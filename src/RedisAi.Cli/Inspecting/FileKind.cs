namespace RedisAi.Cli.Inspecting;

/// <summary>The kinds of files that are told apart before anything is loaded.</summary>
internal enum FileKind
{
    Model,
    Safetensors,
    Npy,
}
