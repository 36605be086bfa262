using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Chat.Statistics;

/// <summary>What the page shows, at one moment.</summary>
/// <param name="Number">Grows by one with each.</param>
/// <param name="Contexts">How many tensors are in the store.</param>
/// <param name="ContextBytes">The bytes that these take.</param>
/// <param name="Models">One for each key of the model.</param>
/// <param name="Overheard">What some of the simulated users said last.</param>
internal sealed record StatisticsSnapshot(
    long Number,
    long Contexts,
    long ContextBytes,
    IReadOnlyList<ModelStatistics> Models,
    IReadOnlyList<OverheardExchange> Overheard);

/// <summary>What a conversation came to last.</summary>
internal sealed record OverheardExchange(long Id, string ModelKey, Exchange Exchange);
