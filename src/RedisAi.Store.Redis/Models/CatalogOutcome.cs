namespace RedisAi.Store.Redis;

/// <summary>What has become of a change of the catalog.</summary>
internal enum CatalogOutcome
{
    /// <summary>It is made.</summary>
    Written = 1,

    /// <summary>What is there is another by now: it is to be looked at again.</summary>
    Changed = 0,

    /// <summary>The turn to change it is another's by now.</summary>
    NotMyTurn = -1,

    /// <summary>Pieces of a blob are missing.</summary>
    MissingPieces = -2,
}
