using System.Runtime.InteropServices;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>One call at a time of a module's functions: a <c>rait_execution</c>, and what it needs of memory and context.</summary>
internal sealed unsafe class TorchRun : IDisposable
{
    private readonly nint _execution;
    private readonly GCHandle _context;
    private TensorValue[] _inputs = new TensorValue[4];
    private int _inputCount;
    private IScriptHost? _host;
    private Exception? _failure;

    public TorchRun(TorchModuleHandle module)
    {
        nint execution;
        TorchError.ThrowIfFailed(RaitApi.CreateExecution(module.Value, &execution));
        _execution = execution;
        _context = GCHandle.Alloc(this);
    }

    /// <summary>Memory that lives as long as the call.</summary>
    public NativeArena Arena { get; } = new();

    /// <summary>What the running script may call back.</summary>
    public IScriptHost Host => _host ?? throw new InvalidOperationException("Only a script may use redis and redisAI; a model may not.");

    public static TorchRun FromContext(nint context) => (TorchRun)GCHandle.FromIntPtr(context).Target!;

    /// <summary>The input that the shim knows by its number.</summary>
    public TensorValue InputOf(nint owner) => _inputs[owner - 1];

    /// <summary>Keeps what a callback threw; gives its message.</summary>
    public int Fail(Exception failure, RaitText* error)
    {
        _failure = failure;
        *error = Arena.Take(failure.Message);
        return (int)RaitStatus.HostFailed;
    }

    /// <summary>Runs a function. The outputs are there until the next run. <see cref="End"/> must follow, also after a failure.</summary>
    /// <param name="function">Its index.</param>
    /// <param name="inputs">Its inputs; empty ones are left out.</param>
    /// <param name="keys">The keys of a script's call.</param>
    /// <param name="args">The arguments of a script's call.</param>
    /// <param name="host">What a script may call back, or null.</param>
    public ReadOnlySpan<RaitTensor> Run(
        int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost? host)
    {
        KeepInputs(inputs);
        _host = host;
        RaitCall call = new()
        {
            Function = function,
            Inputs = Describe(inputs),
            InputCount = inputs.Length,
            Keys = Take(keys),
            KeyCount = keys.Length,
            Args = Take(args),
            ArgCount = args.Length,
            Context = GCHandle.ToIntPtr(_context),
        };

        RaitTensor* outputs;
        long count;
        RaitStatus status = RaitApi.Run(_execution, &call, &outputs, &count);
        if (status != RaitStatus.Ok)
        {
            throw TorchError.OfRun(status, _failure);
        }

        return new ReadOnlySpan<RaitTensor>(outputs, checked((int)count));
    }

    /// <summary>Hands an output's memory out.</summary>
    public nint TakeOutput(int index) => RaitApi.TakeOutput(_execution, index);

    /// <summary>Frees the outputs that were not taken. The next run does so too, which will do for small ones.</summary>
    public void ClearOutputs() => RaitApi.ClearOutputs(_execution);

    /// <summary>Forgets the call.</summary>
    public void End()
    {
        Array.Clear(_inputs, 0, _inputCount);
        _inputCount = 0;
        _host = null;
        _failure = null;
        Arena.Reset();
    }

    public void Cancel() => RaitApi.Cancel(_execution);

    public void ResetCancel() => RaitApi.ResetCancel(_execution);

    public void Dispose()
    {
        RaitApi.FreeExecution(_execution);
        _context.Free();
        Arena.Dispose();
    }

    /// <summary>The shim may ask for a further reference on an input.</summary>
    private void KeepInputs(ReadOnlySpan<TensorValue> inputs)
    {
        if (inputs.Length > _inputs.Length)
        {
            _inputs = new TensorValue[inputs.Length];
        }

        inputs.CopyTo(_inputs);
        _inputCount = inputs.Length;
    }

    private RaitTensor* Describe(ReadOnlySpan<TensorValue> inputs)
    {
        RaitTensor* tensors = Arena.Take<RaitTensor>(inputs.Length);
        for (int i = 0; i < inputs.Length; i++)
        {
            tensors[i] = default;
            if (inputs[i].IsEmpty)
            {
                tensors[i].Rank = -1;
                continue;
            }

            ThrowIfString(i, inputs[i].DataType);
            TorchTensors.Describe(in inputs[i], &tensors[i], Arena);
            tensors[i].Owner = i + 1;
        }

        return tensors;
    }

    private RaitText* Take(ReadOnlySpan<string> texts)
    {
        RaitText* taken = texts.IsEmpty ? null : Arena.Take<RaitText>(texts.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            taken[i] = Arena.Take(texts[i]);
        }

        return taken;
    }

    private static void ThrowIfString(int index, TensorDataType type)
    {
        if (type == TensorDataType.String)
        {
            throw new TensorMismatchException($"{index}", "numbers or truth values", "String", $"Input {index} is a tensor of strings, of which libtorch has none.");
        }
    }
}
