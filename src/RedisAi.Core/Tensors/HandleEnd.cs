namespace RedisAi.Tensors;

/// <summary>How a handle ended, for the message to whoever uses it after that.</summary>
internal enum HandleEnd
{
    /// <summary>It has not.</summary>
    None,

    /// <summary>Its owner disposed it.</summary>
    Disposed,

    /// <summary>It was a result's, which was disposed.</summary>
    WithResult,

    /// <summary>It was lent to a function, which has returned.</summary>
    WithCall,

    /// <summary>A function gave it away as an output.</summary>
    GivenAway,
}
