using System.Net.Sockets;
using System.Security.Authentication;
using RedisAi.Server.Hosting;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Connections;

/// <summary>Serves one client: receives, answers what has come, sends all answers, and receives again.</summary>
internal sealed class Connection
{
    private readonly EndpointState _endpoint;
    private readonly Transport _transport;
    private readonly ClientMemory _memory;
    private readonly ReceiveBuffer _input;
    private readonly RequestParser _parser;
    private readonly OutputBuffer _output;
    private readonly CommandReceiver _receiver;
    private readonly ReplySender _sender;
    private readonly ReceiveSpin _spin;
    private readonly CommandLoop _loop;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Connection(long id, EndpointState endpoint, Transport transport)
    {
        _endpoint = endpoint;
        _transport = transport;
        Phase = new ConnectionPhase(endpoint.Activity);
        SendPace = new ClientPace(endpoint.Options.MinBytesPerSecond);
        ReceivePace = new ClientPace(endpoint.Options.MinBytesPerSecond);
        _memory = endpoint.NewClientMemory();
        _input = new ReceiveBuffer(_memory);
        _parser = new RequestParser(endpoint.Limits, _memory, endpoint.Ahead);
        _output = new OutputBuffer(endpoint.Options.MaxOutputBytes, _memory);
        _spin = new ReceiveSpin(endpoint.Activity, transport.IsDirect ? endpoint.Options.ReceiveSpin : TimeSpan.Zero);
        _receiver = new CommandReceiver(transport, _input, _parser, _output, Phase, _spin);
        _sender = new ReplySender(transport, _output, Phase);
        Session = new ClientSession(id, endpoint, transport.RemoteAddress, transport.LocalAddress, _memory, _output);
        _loop = new CommandLoop(Session, _input, _parser, _sender, Phase);
    }

    public ClientSession Session { get; }

    public ConnectionPhase Phase { get; }

    /// <summary>How quick the client is in taking its replies, as the sweeper has seen.</summary>
    public ClientPace SendPace { get; }

    /// <summary>How quick it is in sending what it has begun.</summary>
    public ClientPace ReceivePace { get; }

    /// <summary>Whether it has sent a part of a command. For any thread.</summary>
    public bool IsWithinCommand => _receiver.IsWithinCommand;

    /// <summary>Whether it keeps from others what all share: by a part of a command, a transaction, or watched keys. For any thread.</summary>
    public bool KeepsShared => _memory.Shared > 0;

    public long Commands => _loop.Commands;

    public long BytesIn => _receiver.Bytes;

    public long BytesOut => _sender.Bytes;

    public int InputCapacity => _input.Capacity;

    /// <summary>Completes when nothing of the connection is left.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Serves the client until it goes.</summary>
    public async Task RunAsync()
    {
        try
        {
            await OpenAsync().ConfigureAwait(false);
            await ServeAsync().ConfigureAwait(false);
            await _transport.FinishAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            _endpoint.Server.Logger.ClientLost(Session.RemoteAddress, error.Message);
        }
#pragma warning disable CA1031 // One client's misfortune is not the others'.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _endpoint.Server.Logger.ConnectionFailed(error, Session.RemoteAddress);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the connection at once. For any thread.</summary>
    public void Abort()
    {
        Session.IsEnding = true;
        Session.NoteGone();
        _transport.Dispose();
    }

    /// <summary>Ends the connection when the command that is being executed was answered. For any thread.</summary>
    public void Finish()
    {
        Session.IsEnding = true;
        _transport.StopReceiving();
    }

    /// <summary>Lets the buffers go of a client that was idle for a while. For any thread.</summary>
    public void CoolDown() => _receiver.CoolDown();

    /// <summary>Notices when the client has gone while its command is executed. For any thread.</summary>
    public void LookForClient()
    {
        if (_transport.HasGone())
        {
            Session.NoteGone();
        }
    }

    private async ValueTask OpenAsync()
    {
        if (_transport.IsDirect)
        {
            return;
        }

        using CancellationTokenSource tooLong = new(_endpoint.Options.HandshakeTimeout, _endpoint.Server.Time);
        await _transport.OpenAsync(tooLong.Token).ConfigureAwait(false);
    }

    private async Task ServeAsync()
    {
        while (await _loop.AnswerAsync().ConfigureAwait(false))
        {
            _spin.Answered();
            if (!await _receiver.ReceiveAsync().ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private void End()
    {
        Session.NoteGone();
        _transport.Dispose();
        _loop.Abandon();
        _input.Release();
        _output.Release();
        Session.Dispose();
        _ended.TrySetResult();
    }
}
