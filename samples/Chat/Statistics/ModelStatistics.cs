namespace RedisAi.Samples.Chat.Statistics;

/// <summary>What the page shows of one model: the figures of about a second, but for the last two.</summary>
/// <param name="Key">The key of the model.</param>
/// <param name="IsMerged">Whether the engine merges calls of it.</param>
/// <param name="Reason">Why, in the engine's words.</param>
/// <param name="Conversations">How many are going on.</param>
/// <param name="StepsPerSecond">Words that were read or written.</param>
/// <param name="AnswersPerSecond">Answers to simulated users.</param>
/// <param name="P50">What half of the steps took at most, in milliseconds, from the call to its answer.</param>
/// <param name="P99">What 99 of 100 steps took at most.</param>
/// <param name="MeanBatch">Rows of a run, on average.</param>
/// <param name="BatchSizes">How many runs had 1 row, 2 to 3, 4 to 7, and so on.</param>
/// <param name="Failures">Steps that failed.</param>
/// <param name="Asked">How many times simulated users asked for what they had told, since the start.</param>
/// <param name="Remembered">How many of these answers were right.</param>
internal sealed record ModelStatistics(
    string Key,
    bool IsMerged,
    string Reason,
    int Conversations,
    double StepsPerSecond,
    double AnswersPerSecond,
    double P50,
    double P99,
    double MeanBatch,
    IReadOnlyList<long> BatchSizes,
    long Failures,
    long Asked,
    long Remembered);
