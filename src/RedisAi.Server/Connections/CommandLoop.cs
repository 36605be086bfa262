using System.Diagnostics;
using RedisAi.Server.Commands;
using RedisAi.Server.Hosting;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Connections;

/// <summary>Answers the commands of a client that have come, one after the other.</summary>
/// <param name="session">The client.</param>
/// <param name="input">What it has sent.</param>
/// <param name="parser">Makes commands of that.</param>
/// <param name="sender">Sends the replies.</param>
/// <param name="phase">Told what it does.</param>
internal sealed class CommandLoop(ClientSession session, ReceiveBuffer input, RequestParser parser, ReplySender sender, ConnectionPhase phase)
{
    /// <summary>More replies are not collected before they are sent.</summary>
    private const int FlushBytes = 64 << 10;

    /// <summary>A run that takes longer does so on a thread of the pool, since all wait for the one that receives.</summary>
    private static readonly long s_shortRun = Stopwatch.Frequency / 5000;

    private readonly EndpointState _endpoint = session.Endpoint;
    private readonly Dispatcher _dispatcher = session.Endpoint.Server.Dispatcher;
    private readonly CommandArguments _arguments = new();
    private readonly PoolSwitch _pool = new();
    private CommandCall? _call;
    private long _runTime = long.MaxValue;

    /// <summary>How many commands were answered.</summary>
    public long Commands { get; private set; }

    /// <summary>Answers all that has come, and sends the replies.</summary>
    /// <returns>False when the connection ends.</returns>
    public async ValueTask<bool> AnswerAsync()
    {
        CommandCall call = _call ??= new CommandCall(_arguments, session.Writer, session);
        parser.IsTrusted = session.User is not null;
        RequestStatus status;
        while ((status = parser.Parse(input, _arguments)) == RequestStatus.Complete)
        {
            long mark = session.Output.Length;
            ValueTask answering = AnswerOneAsync(call);
            if (!answering.IsCompletedSuccessfully)
            {
                await answering.ConfigureAwait(false);
            }

            EndCommand(mark);
            if (session.IsEnding || session.Output.IsOverfull)
            {
                break;
            }

            if (session.Output.Length >= FlushBytes)
            {
                await sender.FlushAsync().ConfigureAwait(false);
            }
        }

        if (status == RequestStatus.Refused)
        {
            Refuse();
        }

        if (session.Output.IsOverfull)
        {
            _endpoint.Server.Logger.RepliesTooLarge(session.RemoteAddress, _endpoint.Options.MaxOutputBytes);
            return false;
        }

        await sender.FlushAsync().ConfigureAwait(false);
        return !session.IsEnding;
    }

    /// <summary>Drops what has come of a command.</summary>
    public void Abandon()
    {
        _arguments.Clear();
        parser.Abandon();
    }

    private ValueTask AnswerOneAsync(CommandCall call)
    {
        phase.Enter(ConnectionState.Executing);
        ServerCommand? command = _dispatcher.Find(_arguments);
        if (command is null && IsHttp())
        {
            _endpoint.Server.Logger.SpeaksHttp(session.RemoteAddress);
            session.IsEnding = true;
            return default;
        }

        return command is not null && (command.Flags & CommandFlags.Runs) != CommandFlags.None ? RunAsync(call, command) : _dispatcher.ExecuteAsync(session, call, command);
    }

    private async ValueTask RunAsync(CommandCall call, ServerCommand command)
    {
        if (_runTime > s_shortRun && !Thread.CurrentThread.IsThreadPoolThread)
        {
            await _pool;
        }

        long started = Stopwatch.GetTimestamp();
        await _dispatcher.ExecuteAsync(session, call, command).ConfigureAwait(false);
        _runTime = Stopwatch.GetTimestamp() - started;
    }

    private void EndCommand(long mark)
    {
        Commands++;
        if (session.ReplyMode != ReplyMode.On)
        {
            session.Output.TakeBack(mark);
            session.ReplyMode = session.ReplyMode switch
            {
                ReplyMode.SkipNext => ReplyMode.Skip,
                ReplyMode.Skip => ReplyMode.On,
                ReplyMode mode => mode,
            };
        }

        _arguments.Clear();
        parser.EndCommand();
        input.EndCommand();
        parser.IsTrusted = session.User is not null;
    }

    private void Refuse()
    {
        _endpoint.Server.Logger.ProtocolError(session.RemoteAddress, parser.Error!);
        session.Writer.Error($"ERR {parser.Error}");
        session.IsEnding = true;
    }

    /// <summary>A browser that was tricked into posting commands is not served; its headers would be taken for commands.</summary>
    private bool IsHttp() => _arguments.Is(0, "post") || _arguments.Is(0, "host:");
}
