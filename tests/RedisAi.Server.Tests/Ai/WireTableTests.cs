using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RedisAi.Server.Tests.Ai;

/// <summary>The tables of RedisAI's specification over a real socket, all on one server that is emptied before each row.</summary>
public sealed class WireTableTests
{
    [Theory]
    [InlineData("tensors")]
    [InlineData("models")]
    [InlineData("scripts")]
    [InlineData("graphs")]
    [InlineData("settings")]
    [InlineData("deprecated")]
    public async Task Replies_over_a_socket_are_those_of_the_specification(string table)
    {
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddRedisAi().AddOnnxBackend().AddTorchBackend().AddTfLiteBackend().AddRespEndpoint(port: 0);
        using IHost host = builder.Build();
        await host.StartAsync();
        List<string> failures = [];
        using (WireClient client = new(host.Services.GetRequiredService<IRespEndpoint>().Port))
        {
            foreach (TableRow row in TableRow.ReadAll(table).Where(static row => !row.IsForOtherMachines))
            {
                if (Try(client, row) is { } failure)
                {
                    failures.Add($"{row.Name}\n{failure}");
                }
            }
        }

        await host.StopAsync();
        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    /// <summary>Goes through a row; says what is wrong.</summary>
    private static string? Try(WireClient client, TableRow row)
    {
        client.Ask("FLUSHALL");
        foreach ((ReadOnlyMemory<byte>[] tokens, bool fails) in row.Setup)
        {
            Reply before = client.Ask(tokens);
            if ((before.Kind == '-') != fails)
            {
                return $"The setup is answered with {before}.";
            }
        }

        Reply reply = row.IsInTransaction ? AskWithin(client, row.Command) : client.Ask(row.Command);
        foreach ((ReadOnlyMemory<byte>[] tokens, _) in row.After)
        {
            client.Ask(tokens);
        }

        return row.Reply.Difference(reply);
    }

    private static Reply AskWithin(WireClient client, ReadOnlyMemory<byte>[] command)
    {
        Assert.Equal("+OK", $"{client.Ask("MULTI")}");
        Assert.Equal("+QUEUED", $"{client.Ask(command)}");
        return client.Ask("EXEC").Items[0];
    }
}
