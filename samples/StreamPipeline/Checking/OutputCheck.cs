using RedisAi.Store.Redis;
using StackExchange.Redis;

namespace RedisAi.Samples.StreamPipeline.Checking;

/// <summary>Holds what came out to what was promised.</summary>
internal sealed class OutputCheck(IDatabase redis, Promise promise)
{
    private readonly Dictionary<string, int> _seen = [];
    private readonly List<string> _complaints = [];
    private readonly List<long> _waits = [];

    public async Task<Verdict> RunAsync()
    {
        await foreach (StreamEntry result in redis.ReadAllAsync(Pipeline.Output))
        {
            Check(result);
        }

        foreach ((string call, List<Expected> expected) in promise.Calls)
        {
            int missing = expected.Count - _seen.GetValueOrDefault(call);
            if (missing > 0)
            {
                _complaints.Add($"{call}: {missing} of {expected.Count} windows have no result.");
            }
        }

        await CheckDeadLettersAsync();
        _waits.Sort();
        return new Verdict(promise.Messages, promise.Calls.Count, promise.Damaged.Count, _waits, _complaints);
    }

    /// <summary>The next result of a call must be that of its next window: then none is missing, none is there twice, and all are in order.</summary>
    private void Check(StreamEntry result)
    {
        (string call, string source) = (result[Pipeline.CallField].ToString(), result[Pipeline.SourceField].ToString());
        int next = _seen.GetValueOrDefault(call);
        _seen[call] = next + 1;
        if (!promise.Calls.TryGetValue(call, out List<Expected>? expected) || next >= expected.Count)
        {
            _complaints.Add($"{call}: there is a result of {source}, and none was due.");
            return;
        }

        using AiTensor probability = new StreamField(Pipeline.ProbabilityField, (byte[]?)result[Pipeline.ProbabilityField]).ToTensor();
        Expected came = new(source, probability.AsSpan<float>()[0]);
        if (came != expected[next])
        {
            _complaints.Add($"{call}: result {next} is {came.Probability} of {came.Id}; {expected[next].Probability} of {expected[next].Id} was due.");
        }

        _waits.Add(StreamPages.Milliseconds(result.Id.ToString()) - StreamPages.Milliseconds(source));
    }

    private async Task CheckDeadLettersAsync()
    {
        HashSet<string> left = [.. promise.Damaged];
        await foreach (StreamEntry letter in redis.ReadAllAsync(Pipeline.DeadLetters))
        {
            string source = letter["source"].ToString();
            if (!left.Remove(source))
            {
                _complaints.Add($"Message {source} is among the dead letters{(promise.Damaged.Contains(source) ? " twice" : "")}: {letter["reason"]}");
            }
        }

        _complaints.AddRange(left.Select(static id => $"Message {id} is damaged, and not among the dead letters."));
    }
}
