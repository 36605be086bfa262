using System.Runtime.CompilerServices;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Connections;

/// <summary>Waits for a client's next bytes: at first with eyes open, then asleep with a buffer at hand, and after some idle seconds without one.</summary>
/// <param name="transport">Where they come from.</param>
/// <param name="input">Where they go.</param>
/// <param name="parser">Says where they go.</param>
/// <param name="output">Let go when the client is idle.</param>
/// <param name="phase">Told what it does.</param>
/// <param name="spin">Looks with eyes open.</param>
#pragma warning disable CA1001 // What it cancels by has neither a timer nor a handle to wait for, so there is nothing to dispose of.
internal sealed class CommandReceiver(Transport transport, ReceiveBuffer input, RequestParser parser, OutputBuffer output, ConnectionPhase phase, ReceiveSpin spin)
#pragma warning restore CA1001
{
    /// <summary>After so many receives without a wait the thread looks after others first.</summary>
    private const int MaxRounds = 64;

    private readonly PoolSwitch _pool = new();
    private CancellationTokenSource _warm = new();
    private int _rounds;

    /// <summary>How much was received so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether a part of a command is there. For any thread.</summary>
    public bool IsWithinCommand => !input.IsEmpty || parser.IsInBlob;

    /// <summary>Receives at least a byte.</summary>
    /// <returns>False when the client sends no more; true also when there is no memory for it, as the parser says then.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ReceiveAsync()
    {
        phase.Enter(ConnectionState.Receiving);
        Memory<byte> room = parser.Room(input);
        if (room.IsEmpty)
        {
            return true;
        }

        if (++_rounds > MaxRounds)
        {
            // A thread that receives for all is not kept from that for ever; nor is one of the pool.
            _rounds = 0;
            await _pool;
        }

        if (!spin.TryReceive(transport, room.Span, out int received))
        {
            received = transport.IsDirect ? await ReceiveWarmAsync(room).ConfigureAwait(false) : await ReceiveColdAsync().ConfigureAwait(false);
        }

        parser.Received(input, received);
        Bytes += received;
        return received > 0 || parser.Error is not null;
    }

    /// <summary>Lets the buffers go of a client that was idle for a while. For any thread.</summary>
    public void CoolDown() => Volatile.Read(ref _warm).Cancel();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReceiveWarmAsync(Memory<byte> room)
    {
        try
        {
            ValueTask<int> receiving = transport.ReceiveAsync(room, _warm.Token);
            if (receiving.IsCompletedSuccessfully)
            {
                return receiving.Result;
            }

            int received = await receiving.ConfigureAwait(false);
            _rounds = 0;
            spin.Woken();
            return received;
        }
        catch (OperationCanceledException)
        {
            Volatile.Write(ref _warm, new CancellationTokenSource());
            return await ReceiveColdAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<int> ReceiveColdAsync()
    {
        if (!IsWithinCommand)
        {
            phase.Change(ConnectionState.Idle);
            input.Release();
            output.Release();
            await transport.WaitAsync().ConfigureAwait(false);
        }

        // What was found before is there still; the usual room only if the process has memory.
        Memory<byte> room = parser.Room(input);
        return room.IsEmpty ? 0 : await transport.ReceiveAsync(room, CancellationToken.None).ConfigureAwait(false);
    }
}
