using System.Diagnostics;

namespace RedisAi.Soak.Recurrent;

/// <summary>One session of a recurrent network: each step is compared with a step that is made alone, from the states that the step before has answered.</summary>
internal sealed class RecurrentSession(string name, RecurrentModel model, IModel reference)
{
    /// <summary>How far an answer in a batch may lie from one alone: sums are made in another order.</summary>
    private const float Tolerance = 1e-4f;

    private static readonly long s_slack = Stopwatch.Frequency / 100;

    private float[][]? _states;
    private long _from;
    private long _until;

    public string Name => name;

    /// <summary>The session was ended.</summary>
    public void End() => _states = null;

    /// <summary>Compares an answer, and takes over its states.</summary>
    public async Task CheckAsync(AiTensor input, ModelResult answer, long begin, long end)
    {
        long kept = (long)(model.TimeToLive.TotalSeconds * Stopwatch.Frequency);
        float distance = float.PositiveInfinity;
        if (_states is { } states && begin <= _until + kept + s_slack)
        {
            distance = await DistanceAsync(input, states, answer);
        }

        if (distance > Tolerance && (_states is null || end >= _from + kept - s_slack))
        {
            distance = Math.Min(distance, await DistanceAsync(input, [.. model.States.Select(static state => new float[state.Length])], answer));
        }

        if (!(distance <= Tolerance))
        {
            double age = Stopwatch.GetElapsedTime(_until, begin).TotalMilliseconds;
            throw new SoakFailureException($"Session '{name}' of model '{model.Key}' got an answer that lies {distance} from what it must be; its states were {(_states is null ? "absent" : $"{age:F1} ms old")}.");
        }

        _states = [.. model.States.Select(state => answer[state.Output].ToArray<float>())];
        (_from, _until) = (begin, end);
    }

    /// <summary>The largest difference of any output to a step alone.</summary>
    private async Task<float> DistanceAsync(AiTensor input, float[][] states, ModelResult answer)
    {
        NamedTensors inputs = new() { [model.Input] = input };
        for (int i = 0; i < states.Length; i++)
        {
            inputs.Add(model.States[i].Input, AiTensor.Create<float>(model.States[i].Shape, states[i]));
        }

        using ModelResult expected = await reference.RunAsync(inputs);
        foreach (RecurrentState state in model.States)
        {
            inputs[state.Input].Dispose();
        }

        return Distances.Largest(expected, answer);
    }
}
