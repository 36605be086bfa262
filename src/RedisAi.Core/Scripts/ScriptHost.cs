using RedisAi.Backends;
using RedisAi.Execution;
using RedisAi.Keyspace;
using RedisAi.Tensors;

namespace RedisAi.Scripts;

/// <summary>What one call at a time of a script calls back.</summary>
internal sealed class ScriptHost(ScriptReach reach, TimeProvider time) : IScriptHost
{
    private long _deadline;
    private CancellationToken _cancellationToken;
    private IScriptGuard? _guard;
    private volatile bool _running;

    /// <summary>Why a part of the call ended early, if it did because the call is to end: the call may not have been told yet.</summary>
    public StopReason StoppedBy { get; private set; }

    /// <summary>Starts a call.</summary>
    /// <param name="deadline">When it is to end, as a timestamp.</param>
    /// <param name="guard">Holds it to what its caller may do; null for all.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public void Begin(long deadline, IScriptGuard? guard, CancellationToken cancellationToken)
    {
        StoppedBy = StopReason.None;
        _deadline = deadline;
        _guard = guard;
        _cancellationToken = cancellationToken;
        _running = true;
    }

    /// <summary>Ends a call: from here on nothing can be called.</summary>
    public void End()
    {
        _running = false;
        _guard = null;
        _cancellationToken = default;
    }

    public KeyspaceReply ExecuteCommand(string command, ReadOnlySpan<string> arguments)
    {
        ThrowIfEnded();
        _guard?.CheckCommand(command);
        return reach.Keyspace.Execute(command, arguments);
    }

    public void RunModel(string key, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
    {
        ThrowIfEnded();
        try
        {
            reach.Models.Run(key, inputs, outputs, _deadline, _cancellationToken);
        }
        catch (OperationCanceledException) when (_cancellationToken.IsCancellationRequested)
        {
            StoppedBy = StopReason.Cancelled;
            throw;
        }
        catch (TimeoutException) when (_deadline != long.MaxValue && time.GetTimestamp() >= _deadline)
        {
            StoppedBy = StopReason.TimedOut;
            throw;
        }
    }

    public TensorValue GetTensor(ReadOnlySpan<char> key)
    {
        ThrowIfEnded();
        return reach.Tensors.TryGetValue(key, out TensorValue value) ? value : throw new TensorNotFoundException(key.ToString());
    }

    public void SetTensor(string key, in TensorValue value)
    {
        ThrowIfEnded();
        _guard?.CheckTensorSet();
        using AiTensor handle = new(value.AddReference());
        reach.Tensors.Set(key, handle);
    }

    private void ThrowIfEnded()
    {
        if (!_running)
        {
            throw new InvalidOperationException("The call of the script has ended.");
        }
    }
}
