namespace RedisAi.Tests.Batching;

/// <summary>How a version of a scenario changes the states of another version.</summary>
internal enum StateChange
{
    /// <summary>It says nothing of it.</summary>
    None,

    /// <summary>Both become other numbers.</summary>
    Shift,

    /// <summary>As <see cref="Shift"/>, but of a session whose <c>g</c> is odd it wants none: it has changed the other state already when it says so.</summary>
    Refuse,
}
