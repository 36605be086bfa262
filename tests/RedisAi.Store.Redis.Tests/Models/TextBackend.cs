using System.Globalization;
using System.Text;
using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Store.Redis.Tests.Models;

/// <summary>A backend whose models are texts, as <c>TEXT 7 ...</c>, which gives 7 whatever it is asked; only points may follow the number. Scripts are any text, with one function that gives its input back.</summary>
internal sealed class TextBackend : IBackend, IScriptBackend
{
    /// <summary>Called when a model is loaded, with its number; may block, or throw.</summary>
    public Action<float>? Loading { get; set; }

    public string Name { get; init; } = "TEXT";

    /// <summary>A model.</summary>
    /// <param name="number">What it gives.</param>
    /// <param name="padding">How many bytes follow.</param>
    public static ModelSource Model(int number, int padding = 0) => ModelSource.FromBytes(Bytes(number, padding));

    public static byte[] Bytes(int number, int padding = 0)
    {
        byte[] head = Encoding.ASCII.GetBytes($"TEXT {number} ");
        byte[] all = new byte[head.Length + padding];
        head.CopyTo(all, 0);
        all.AsSpan(head.Length).Fill((byte)'.');
        return all;
    }

    public bool Recognizes(ModelContent content) => content.Head.Span.StartsWith("TEXT"u8);

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        // Not as a string: of several megabytes, in several engines at a time, that is more than a small heap has.
        ReadOnlySpan<byte> text = content.Bytes.Span["TEXT ".Length..];
        int end = text.IndexOf((byte)' ');
        float number = float.Parse(end < 0 ? text : text[..end], CultureInfo.InvariantCulture);
        if (end >= 0 && text[(end + 1)..].ContainsAnyExcept((byte)'.'))
        {
            throw new InvalidDataException($"The text of the model {number} is damaged.");
        }

        Loading?.Invoke(number);
        return new TextSession(number);
    }

    public IScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken) => new TextScript();

    public void Dispose()
    {
        // Nothing is held.
    }

    private sealed class TextSession(float number) : IModelSession, IModelExecution
    {
        private static readonly TensorShape s_one = TensorShape.Create(1);

        public ModelSignature Signature { get; } = new(
            [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([1]))],
            [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([1]))]);

        public IModelExecution CreateExecution() => new TextSession(number);

        public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
        {
            outputs[0] = TensorValue.Allocate(s_one, out Span<float> elements);
            elements[0] = number;
        }

        public void Cancel()
        {
        }

        public void ResetCancel()
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class TextScript : IScriptSession, IScriptExecution
    {
        public IReadOnlyList<ScriptFunction> Functions { get; } = [new ScriptFunction("echo", "def echo(tensor: Tensor)", [new ScriptParameter("tensor", "Tensor", HasDefault: false)])];

        public IScriptExecution CreateExecution() => new TextScript();

        public void Execute(int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs) =>
            outputs.Add(inputs[0].AddReference());

        public void Cancel()
        {
        }

        public void ResetCancel()
        {
        }

        public void Dispose()
        {
        }
    }
}
