namespace RedisAi.Soak.Ledger;

/// <summary>How a call is made.</summary>
internal enum LedgerWay
{
    Asynchronous,
    Blocking,
    Trying,
    Plan,
}
