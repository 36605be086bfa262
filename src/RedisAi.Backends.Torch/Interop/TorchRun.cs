using System.Runtime.InteropServices;
using RedisAi.Tensors;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>One call at a time of a module's functions: a <c>rait_execution</c>, and what it needs of memory and context.</summary>
internal sealed unsafe class TorchRun : IDisposable
{
    private readonly nint _execution;
    private readonly GCHandle _context;
    private readonly nint _contextPointer;
    private readonly TorchInputs _inputs = new();
    private IScriptHost? _host;
    private Exception? _failure;
    private bool _clearAtEnd;

    public TorchRun(TorchModuleHandle module)
    {
        nint execution;
        TorchError.ThrowIfFailed(RaitApi.CreateExecution(module.Value, &execution));
        _execution = execution;
        _context = GCHandle.Alloc(this);
        _contextPointer = GCHandle.ToIntPtr(_context);
    }

    /// <summary>Memory that lives as long as the call.</summary>
    public NativeArena Arena { get; } = new();

    /// <summary>What the running script may call back.</summary>
    public IScriptHost Host => _host ?? throw new InvalidOperationException("Only a script may use redis and redisAI; a model may not.");

    public static TorchRun FromContext(nint context) => (TorchRun)GCHandle.FromIntPtr(context).Target!;

    /// <summary>The call that calls back. What the callback before gave to the shim has been read, so its memory is used again.</summary>
    public static TorchRun BeginCallback(nint context)
    {
        TorchRun run = FromContext(context);
        run.Arena.Rewind();
        return run;
    }

    /// <summary>The input that the shim knows by its number.</summary>
    public TensorValue InputOf(nint owner) => _inputs.Find(owner);

    /// <summary>Keeps what a callback threw; gives its message, if it has one. Throws nothing, since the callback has nobody to throw to.</summary>
    public int Fail(Exception failure, RaitText* error)
    {
        _failure = failure;
        try
        {
            *error = Arena.Take(failure.Message, Utf8Text.Replacing);
        }
#pragma warning disable CA1031 // The message may be code of the application's, and there may be no memory for it. The exception itself is kept.
        catch (Exception)
#pragma warning restore CA1031
        {
            *error = default;
        }

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
        _host = host;
        RaitCall call = new()
        {
            Function = function,
            Inputs = _inputs.Set(inputs),
            InputCount = inputs.Length,
            Keys = Take(keys, "Key", nameof(keys)),
            KeyCount = keys.Length,
            Args = Take(args, "Argument", nameof(args)),
            ArgCount = args.Length,
            Context = _contextPointer,
        };
        Arena.Mark();

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
    public nint TakeOutput(int index)
    {
        nint owner = RaitApi.TakeOutput(_execution, index);
        return owner != 0 ? owner : throw TorchError.OfRun(RaitStatus.OutOfMemory, hostError: null);
    }

    /// <summary>Frees the outputs that were not taken. The next run does so too, which will do for the small tensors that a good run leaves.</summary>
    public void ClearOutputs() => RaitApi.ClearOutputs(_execution);

    /// <summary>Has the end of the call free the outputs: copies were made of some that are of any size.</summary>
    public void ClearOutputsAtEnd() => _clearAtEnd = true;

    /// <summary>Forgets the call.</summary>
    public void End()
    {
        _inputs.Clear();
        _host = null;
        _failure = null;
        Arena.Reset();
        if (_clearAtEnd)
        {
            _clearAtEnd = false;
            ClearOutputs();
        }
    }

    public void Cancel() => RaitApi.Cancel(_execution);

    public void ResetCancel() => RaitApi.ResetCancel(_execution);

    public void Dispose()
    {
        RaitApi.FreeExecution(_execution);
        _context.Free();
        _inputs.Dispose();
        Arena.Dispose();
    }

    private RaitText* Take(ReadOnlySpan<string> texts, string what, string parameter)
    {
        RaitText* taken = texts.IsEmpty ? null : Arena.Take<RaitText>(texts.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            taken[i] = Utf8Text.Encode(texts[i], Arena, what, i, parameter);
        }

        return taken;
    }
}
