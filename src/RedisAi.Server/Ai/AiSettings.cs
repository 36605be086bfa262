using Microsoft.Extensions.Configuration;

namespace RedisAi.Server.Ai;

/// <summary>What clients may ask of the AI commands, some of it changed by AI.CONFIG.</summary>
internal sealed class AiSettings
{
    public const string Section = "RedisAi:Resp:Ai";

    private const long DefaultChunkSize = 535_822_336;
    private const long DefaultZeroBytes = 512L << 20;

    private long _modelChunkSize = DefaultChunkSize;

    /// <summary>How many bytes of a model are sent at once, and are to be sent; 511 MiB by default.</summary>
    public long ModelChunkSize
    {
        get => Interlocked.Read(ref _modelChunkSize);
        set => Interlocked.Exchange(ref _modelChunkSize, value);
    }

    /// <summary>A path that is kept for those who ask for it; nothing is loaded from there.</summary>
    public string BackendsPath { get; set; } = "backends";

    /// <summary>Whether negative numbers among the VALUES of a tensor are refused, as RedisAI does by mistake; true by default.</summary>
    public bool RefusesNegatives { get; set; } = true;

    /// <summary>The most memory that a tensor without contents, or those of a graph together, may take; 512 MiB by default.</summary>
    public long MaxZeroBytes { get; set; } = DefaultZeroBytes;

    /// <summary>The settings that a configuration has.</summary>
    /// <exception cref="InvalidOperationException">One of them makes no sense.</exception>
    public static AiSettings From(IConfiguration? configuration)
    {
        AiSettings settings = new();

        // The call is replaced by generated code, which needs no reflection.
        configuration?.GetSection(Section).Bind(settings);
        ThrowIfBelow(nameof(ModelChunkSize), settings.ModelChunkSize, 1);
        ThrowIfBelow(nameof(MaxZeroBytes), settings.MaxZeroBytes, 0);
        return settings;
    }

    private static void ThrowIfBelow(string name, long value, long least)
    {
        if (value < least)
        {
            throw new InvalidOperationException($"{Section}:{name} ({value}) must be at least {least}.");
        }
    }
}
