using System.Text;
using System.Text.Encodings.Web;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>What is known of a version of a model before a request comes: how inputs are bound, and what outputs are called. Safe for use by several threads.</summary>
internal sealed class ScoringPlan
{
    private readonly InputCollector?[] _spare = new InputCollector?[2 * Environment.ProcessorCount];
    private readonly byte[][] _outputNames;

    /// <param name="model">What the version declares.</param>
    /// <param name="given">What somebody has said of the version; null for nothing.</param>
    /// <param name="contract">What counts.</param>
    public ScoringPlan(ModelSignature model, ScoringContract? given, ScoringContract contract)
    {
        Model = model;
        Given = given;
        Contract = contract;
        Binding = InputBinding.Create(model, contract.Signature);
        _outputNames = [.. model.Outputs.Select(static output => NameOf(output))];
    }

    public ModelSignature Model { get; }

    public ScoringContract? Given { get; }

    public ScoringContract Contract { get; }

    public InputBinding Binding { get; }

    /// <summary>An empty collector, to be returned.</summary>
    public InputCollector Rent()
    {
        foreach (ref InputCollector? place in _spare.AsSpan())
        {
            if (place is not null && Interlocked.Exchange(ref place, null) is { } spare)
            {
                return spare;
            }
        }

        return new InputCollector(Binding, Contract.TakesMissingTexts);
    }

    /// <summary>Gives a collector back; its tensors are disposed.</summary>
    public void Return(InputCollector collector)
    {
        collector.Clear();
        foreach (ref InputCollector? place in _spare.AsSpan())
        {
            if (place is null && Interlocked.CompareExchange(ref place, collector, null) is null)
            {
                return;
            }
        }

        collector.Dispose();
    }

    /// <summary>The name of an output as JSON, with its quotes and the colon after it.</summary>
    public ReadOnlySpan<byte> NameOf(IReadOnlyList<TensorSpec> outputs, int place) => ReferenceEquals(outputs, Model.Outputs) ? _outputNames[place] : NameOf(outputs[place]);

    private static byte[] NameOf(TensorSpec output) => Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(output.Name)}\":");
}
