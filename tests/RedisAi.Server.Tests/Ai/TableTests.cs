using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>The tables of RedisAI's specification, row by row.</summary>
public sealed class TableTests
{
    public static TheoryData<string, string> Rows
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (string file in Directory.EnumerateFiles(TestData.Path("redisai"), "*.json").Order(StringComparer.Ordinal))
            {
                string table = Path.GetFileNameWithoutExtension(file);
                foreach (TableRow row in TableRow.ReadAll(table))
                {
                    rows.Add(table, row.Name);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Reply_is_that_of_the_specification(string table, string name)
    {
        TableRow row = TableRow.ReadAll(table).Single(row => row.Name == name);
        Assert.SkipWhen(row.IsForOtherMachines, "It is about a machine without CUDA.");
        await using Endpoint endpoint = new();
        foreach ((ReadOnlyMemory<byte>[] tokens, bool fails) in row.Setup)
        {
            Reply before = await endpoint.SendAsync(tokens);
            Assert.True(fails == IsError(before), $"The setup is answered with {before}.");
        }

        endpoint.Client.IsInTransaction = row.IsInTransaction;
        Reply reply = await endpoint.SendAsync(row.Command);

        row.Reply.AssertIs(reply);
    }

    /// <summary>Whether it is an error; of a graph, whether there is one in it does not count.</summary>
    private static bool IsError(Reply reply) => reply.Kind == '-';
}
