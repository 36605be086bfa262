using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Client.Protocol;
using RedisAi.Keyspace;
using RedisAi.Server.Commands;
using RedisAi.Server.Hosting;
using RedisAi.Server.Scripts;

namespace RedisAi.Server.Importing;

/// <summary>An engine of this process with a file, which is written to by the same commands as a server is.</summary>
internal sealed class EngineTarget : IImportTarget
{
    private readonly IHost _host;
    private readonly CommandTable _commands;

    private EngineTarget(IHost host)
    {
        _host = host;
        _commands = host.Services.GetRequiredService<ServerState>().Commands;
    }

    /// <exception cref="DurableStorageException">The file cannot be opened; a server may have it.</exception>
    public static async Task<EngineTarget> OpenAsync(string file, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = Environment.CurrentDirectory });
        builder.Services.AddRedisAi(static options =>
        {
            // Half of the memory, and the rest is read from the file; it is synchronised once, at the end.
            options.Tensors.MaxBytes = Math.Max(64 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);
            options.Durability.Mode = Durability.None;
        }).AddOnnxBackend().AddTorchBackend().AddTfLiteBackend().AddImporters().AddSqliteStorage(file);
        ServerServices.Add(builder.Services);
        IHost host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken).ConfigureAwait(false);
            return new EngineTarget(host);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    public async Task<IReadOnlyList<RespReply>> ExecuteAsync(IReadOnlyList<RespCommand> commands, CancellationToken cancellationToken)
    {
        ImportClient client = new(cancellationToken);
        List<RespReply> replies = [];
        foreach (RespCommand command in commands)
        {
            replies.Add(await ExecuteAsync(command, client).ConfigureAwait(false));
        }

        return replies;
    }

    public async Task<string?> SaveAsync(CancellationToken cancellationToken)
    {
        await _host.Services.GetRequiredService<RedisAiEngine>().FlushAsync(cancellationToken).ConfigureAwait(false);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await ((IAsyncDisposable)_host).DisposeAsync().ConfigureAwait(false);
    }

    private async Task<RespReply> ExecuteAsync(RespCommand command, ImportClient client)
    {
        CommandArguments arguments = new();
        foreach (ReadOnlyMemory<byte> token in command.Tokens)
        {
            arguments.Add(token);
        }

        ReplyCollector reply = new();
        try
        {
            ServerCommand known = _commands.Find(arguments.Bytes(0)) ?? throw new CommandException(RedisErrors.Unknown(arguments));
            await known.Execute(new CommandCall(arguments, reply, client)).ConfigureAwait(false);
            return Reply(reply.Reply);
        }
        catch (Exception error) when (error is CommandException or RedisAiException and not DurableStorageException)
        {
            return RespReply.FromError(error.Message);
        }
        finally
        {
            arguments.Clear();
        }
    }

    private static RespReply Reply(KeyspaceReply reply) => reply.Kind switch
    {
        KeyspaceReplyKind.Text => new RespReply(RespKind.Bulk, reply.Bytes, []),
        KeyspaceReplyKind.Integer => new RespReply(RespKind.Integer, LosslessText.Encode(KeyspaceNumber.Text(reply.Integer)), []),
        KeyspaceReplyKind.Array => RespReply.FromArray([.. reply.Items.Select(Reply)]),
        _ => RespReply.Null,
    };
}
