using System.Globalization;
using RedisAi.Testing.Redis;

namespace RedisAi.Samples.Tests.Chat.Copies;

/// <summary>Several copies of the application behind a proxy, of which one after the other is killed while dozens of users talk. <c>CHAT_ROUNDS</c> is how often, <c>CHAT_SEED</c> makes the same choices again.</summary>
public sealed class KilledCopyTests
{
    private const int Copies = 3;
    private const int Users = 32;
    private const int UsualRounds = 4;

    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(1);

    /// <summary>What a wait may take beyond the lease: nothing to speak of on a machine that has time, and 1.5 s where twenty times as many threads as cores wanted to run, and another copy started.</summary>
    private static readonly TimeSpan s_margin = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Users_notice_nothing_of_a_copy_that_is_killed_but_a_wait_of_the_leases_time()
    {
        RedisPrograms.SkipUnlessInstalled();
        int seed = Number("CHAT_SEED") ?? Environment.TickCount & 0xFFFF;
        int rounds = Number("CHAT_ROUNDS") ?? UsualRounds;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}, {rounds} rounds");
        using RedisServer redis = await RedisServer.StartAsync();
        using HttpClient client = new() { Timeout = TimeSpan.FromMinutes(2) };
        await using RoundRobinProxy proxy = await RoundRobinProxy.StartAsync(client);
        ChatCopy[] copies = await Task.WhenAll(Enumerable.Range(0, Copies).Select(_ => ChatCopy.StartAsync(redis.Configuration, s_lease, client)));
        ChatUser[] users = [.. Enumerable.Range(0, Users).Select(user => new ChatUser(client, proxy.Address, (seed * Users) + user))];
        try
        {
            proxy.Use(copies.Select(static copy => copy.Address));
            using CancellationTokenSource stop = new();
            Task talking = Task.WhenAll(users.Select(user => Task.Run(() => user.TalkAsync(stop.Token))));
            Random random = new(seed);
            for (int round = 0; round < rounds && !talking.IsCompleted; round++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 1500)), TimeProvider.System);
                int victim = random.Next(Copies);
                copies[victim].Kill();

                // The proxy does not learn that it is dead before another one is there.
                copies[victim].Dispose();
                copies[victim] = await ChatCopy.StartAsync(redis.Configuration, s_lease, client);
                proxy.Use(copies.Select(static copy => copy.Address));
            }

            await Task.Delay(s_lease, TimeProvider.System);
            await stop.CancelAsync();
            await talking;
        }
        finally
        {
            Array.ForEach(copies, static copy => copy.Dispose());
        }

        TimeSpan longest = users.Max(static user => user.LongestWait);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{users.Sum(static user => user.Exchanges.Count)} turns of {Users} users, {proxy.Retries} asked again, the longest wait {longest.TotalSeconds:0.00} s");
        await CompareAsync(users, seed);
        Assert.True(longest < s_lease + s_margin, $"Seed {seed}: somebody waited {longest} for an answer; the lease is {s_lease}.");
        Assert.True(proxy.Retries > 0, $"Seed {seed}: nobody has met a copy that was dead.");
    }

    private static async Task CompareAsync(IReadOnlyList<ChatUser> users, int seed)
    {
        await using SingleChat single = await SingleChat.LoadAsync();
        foreach (ChatUser user in users)
        {
            IReadOnlyList<string> expected = await single.ConverseAsync(user.Conversation, user.Exchanges.Select(static exchange => exchange.Said));
            string[] answers = [.. user.Exchanges.Select(static exchange => exchange.Answer)];
            int wrong = answers.Zip(expected).TakeWhile(static pair => pair.First == pair.Second).Count();
            Assert.True(answers.Length > 1, $"Seed {seed}: somebody has had {answers.Length} answers.");
            Assert.True(wrong == answers.Length, $"Seed {seed}: turn {wrong + 1} of conversation {user.Conversation} was answered with '{answers.ElementAtOrDefault(wrong)}', and '{expected.ElementAtOrDefault(wrong)}' was expected.");
        }
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
}
