namespace RedisAi;

/// <summary>What has become of a key.</summary>
public enum DurableChangeKind
{
    /// <summary>It has another tensor, and expires as the change says.</summary>
    Put,

    /// <summary>It keeps its tensor, and expires as the change says.</summary>
    Expire,

    /// <summary>It is gone; it may never have been there.</summary>
    Remove,
}
