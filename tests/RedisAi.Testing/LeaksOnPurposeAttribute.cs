namespace RedisAi.Testing;

/// <summary>Exempts a test from <see cref="LeakCheckAttribute"/>: it drops tensors to see what becomes of them.</summary>
/// <param name="reason">What it drops, and why.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class LeaksOnPurposeAttribute(string reason) : Attribute
{
    /// <summary>Gets what the test drops, and why.</summary>
    public string Reason { get; } = reason;
}
