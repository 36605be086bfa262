using Microsoft.Extensions.Logging;

namespace RedisAi.Store;

/// <summary>What a store needs to keep its entries in a storage.</summary>
internal sealed record StoreDurability(IDurableStorage Storage, DurabilityOptions Options, ILogger Logger);
