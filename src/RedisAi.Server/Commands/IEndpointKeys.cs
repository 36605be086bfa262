namespace RedisAi.Server.Commands;

/// <summary>The keys of an endpoint, whatever they hold, as transactions and INFO need them.</summary>
internal interface IEndpointKeys
{
    /// <summary>Held while a command looks at the keys, or changes them; by EXEC around all of its commands.</summary>
    Lock Lock { get; }

    /// <summary>How many there are.</summary>
    long Count { get; }

    /// <summary>How many of them expire at some time.</summary>
    long ExpiringCount { get; }

    /// <summary>The most bytes that tensors may take; null for any number.</summary>
    long? MaxBytes { get; }

    /// <summary>Whether tensors leave the memory to make room for others; where they do not, what has no room is refused.</summary>
    bool Evicts { get; }

    /// <summary>Grows with each write to a key; other than what <see cref="Watch"/> has said, too, when it has come and gone since.</summary>
    long VersionOf(string key);

    /// <summary>Has a key watched, and returns its version; <see cref="Unwatch"/> must follow.</summary>
    long Watch(string key);

    void Unwatch(string key);

    /// <summary>Complete when what was changed by now is kept as the settings want it: at once, or when it is on the disk. Not called under the lock.</summary>
    ValueTask AcknowledgeAsync(CancellationToken cancellationToken);
}
