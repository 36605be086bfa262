using RedisAi.Persistence;

namespace RedisAi.Hosting;

/// <summary>How far the loading of one registered model, script or plan has come. Why it failed is among the <see cref="RedisAiEngine.Absences"/> of the engine. Written by the start of the host, read by health checks on other threads.</summary>
internal sealed class LoadState(LoadRegistration registration)
{
    private volatile bool _succeeded;
    private volatile bool _isRequired = registration.IsRequired;
    private volatile Exception? _concern;

    public LoadRegistration Registration => registration;

    /// <summary>What it is.</summary>
    public string Kind => registration.Kind;

    /// <summary>How health data calls it.</summary>
    public string Name => registration.Name;

    /// <summary>Whether the host is unhealthy without it. Set by what sets its options, where that is asked only when it is loaded.</summary>
    public bool IsRequired
    {
        get => _isRequired;
        set => _isRequired = value;
    }

    /// <summary>Gets what of it could not be brought back from a storage, though it was loaded: versions beside the one that serves.</summary>
    public RestoreFailures Failures { get; set; } = new();

    /// <summary>Why it should not stay as it is, though it serves: as when what should have replaced it cannot be loaded. Null for nothing.</summary>
    public Exception? Concern
    {
        get => _concern;
        set => _concern = value;
    }

    /// <summary>Whether the host loaded it. It may be gone since, as it may be there though the host failed to load it.</summary>
    public bool Succeeded => _succeeded;

    public void Succeed() => _succeeded = true;
}
