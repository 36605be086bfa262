namespace RedisAi;

/// <summary>What has become of an item.</summary>
public enum DurableItemChangeKind
{
    /// <summary>It is there, with this head and these contents; what was under its id is replaced.</summary>
    Put,

    /// <summary>It has another head and keeps its contents. Where it is not there, nothing is to be done.</summary>
    SetHead,

    /// <summary>It is gone; it may never have been there.</summary>
    Remove,

    /// <summary>It is gone, with all of its kind and key that have a lower version.</summary>
    RemoveUpTo,
}
