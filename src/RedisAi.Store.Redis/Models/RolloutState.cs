namespace RedisAi.Store.Redis;

/// <summary>How far a process is with what was stored.</summary>
public enum RolloutState
{
    /// <summary>It has not begun.</summary>
    Waiting,

    /// <summary>It loads and warms it.</summary>
    Loading,

    /// <summary>It is loaded and warm, and serves as soon as it may.</summary>
    Ready,

    /// <summary>It cannot be loaded; what served before serves on in this process.</summary>
    Failed,

    /// <summary>It serves.</summary>
    Serving,
}
