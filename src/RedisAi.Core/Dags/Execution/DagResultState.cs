using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>The outputs of one run of a plan; of a sequence each item has a place.</summary>
internal sealed class DagResultState(DagPlan plan) : ResultState(plan.Shape.Outputs.Length)
{
    private readonly TensorValue[] _single = new TensorValue[plan.Shape.Outputs.Length];
    private readonly (int Start, int Count)[] _places = new (int, int)[plan.Shape.Outputs.Length];

    public IReadOnlyList<TensorSpec> OutputsOf(int generation)
    {
        Check(generation);
        return Outputs;
    }

    protected override string Subject => $"plan '{plan.Name}'";

    protected override int OutputCount => Outputs.Length;

    private TensorSpec[] Outputs => plan.Shape.Outputs;

    public DagTimings? Timings { get; private set; }

    /// <summary>Takes the results of a graph over.</summary>
    public DagResultState Fill(GraphRun graph, DagTimings? timings)
    {
        Timings = timings;
        PlanShape shape = plan.Shape;
        TensorValue[]?[]? sequences = null;
        for (int i = 0; i < shape.Outputs.Length; i++)
        {
            _single[i] = graph.TakeValue(shape.Graph.ResultSlots[i], out TensorValue[]? sequence);
            _places[i] = (i, 1);
            if (sequence is not null)
            {
                sequences ??= new TensorValue[]?[shape.Outputs.Length];
                sequences[i] = sequence;
            }
        }

        TensorValue[] values = sequences is null ? _single : Flatten(sequences);
        UseValues(values, values.Length);
        return this;
    }

    /// <summary>The place of an output that is one tensor.</summary>
    public int PlaceOf(int generation, int output)
    {
        Check(generation);
        if ((uint)output >= (uint)_places.Length)
        {
            ThrowNoOutput(output);
        }

        return plan.Shape.SequenceOutputs[output]
            ? throw new InvalidOperationException($"The output '{Outputs[output].Name}' is a sequence: ask for it with GetSequence.")
            : _places[output].Start;
    }

    /// <summary>The places of a sequence.</summary>
    public (int Start, int Count) SequenceOf(int generation, string output)
    {
        Check(generation);
        int index = ModelSignature.IndexOf(Outputs, output);
        return plan.Shape.SequenceOutputs[index]
            ? _places[index]
            : throw new InvalidOperationException($"The output '{output}' is one tensor, not a sequence.");
    }

    protected override string? NameOf(int index) => Outputs[index].Name;

    protected override void GiveBack()
    {
        Timings = null;
        plan.KeepResult(this);
    }

    protected override string Describe(int index) => Array.FindIndex(_places, place => index >= place.Start && index < place.Start + place.Count) is var output && output >= 0
        ? $"The output '{Outputs[output].Name}'"
        : $"The output {index}";

    private TensorValue[] Flatten(TensorValue[]?[] sequences)
    {
        List<TensorValue> values = [];
        for (int i = 0; i < _single.Length; i++)
        {
            int start = values.Count;
            if (sequences[i] is { } items)
            {
                values.AddRange(items);
            }
            else
            {
                values.Add(_single[i]);
            }

            _places[i] = (start, values.Count - start);
        }

        Array.Clear(_single);
        return [.. values];
    }
}
