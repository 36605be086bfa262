using Xunit;

namespace RedisAi.Conformance;

/// <summary>Something that a backend has, or the reason why it has not: <c>Capability.Lacking("…")</c>.</summary>
/// <typeparam name="T">What it has.</typeparam>
public readonly struct Capability<T>
{
    private readonly T _value;
    private readonly string? _lacking;

    private Capability(T value, string? lacking)
    {
        _value = value;
        _lacking = lacking;
    }

    /// <summary>The backend has this.</summary>
    /// <param name="value">What it has.</param>
    public static implicit operator Capability<T>(T value) => new(value, null);

    /// <summary>The backend lacks this: tests that need it are skipped with the reason.</summary>
    /// <param name="lacking">The reason.</param>
    public static implicit operator Capability<T>(LackingCapability lacking) => new(default!, lacking.Reason);

    /// <summary>Returns what the backend has, or skips the test.</summary>
    public T Require()
    {
        Assert.SkipWhen(_lacking is not null, _lacking ?? "");
        return _value;
    }
}

/// <summary>Says that a backend lacks something.</summary>
public static class Capability
{
    /// <summary>The backend lacks this, and may.</summary>
    /// <param name="reason">Why that is right.</param>
    public static LackingCapability Lacking(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return new LackingCapability(reason);
    }
}

/// <summary>Why a backend lacks something.</summary>
/// <param name="Reason">The reason, for the list of skipped tests.</param>
public readonly record struct LackingCapability(string Reason);
