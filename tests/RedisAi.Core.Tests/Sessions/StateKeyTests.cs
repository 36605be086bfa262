using FsCheck;
using FsCheck.Fluent;
using RedisAi.Sessions;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Sessions;

/// <summary>Names of sessions, models and inputs are the application's: none of them may reach the state of another.</summary>
public sealed class StateKeyTests
{
    /// <summary>What keys are made of, what looks like an escape of it, and what looks like nothing.</summary>
    private static readonly string[] s_pieces = ["/", "%", ":", "%2F", "%25", "%2f", "2F", "25", "a", "b", " ", "\0", "ß", "\ud83d\ude00"];

    private static readonly Gen<string> s_name = Gen.Elements(s_pieces).NonEmptyListOf().Select(static pieces => string.Concat(pieces));

    [Fact]
    public void Key_can_be_taken_apart_again_whatever_the_names_are() =>
        Properties.Hold(
            s_name.Three(),
            static names =>
            {
                string[] parts = StateKey.Of(names.Item1, names.Item2, names.Item3).Split('/');

                // What can be taken apart in one way only was put together from one thing only.
                Assert.Equal([names.Item1, names.Item2, names.Item3], parts.Select(Unescaped));
            },
            count: 2_000);

    [Fact]
    public async Task Sessions_and_models_whose_names_run_into_each_other_never_see_each_others_states()
    {
        (string Session, string Model)[] pairs =
        [
            ("a/b", "c"), ("a", "b/c"), ("a%2Fb", "c"), ("a", "b%2Fc"), ("a%252Fb", "c"), ("a:b", "c"), ("a", "b:c"),
            ("a/", "c"), ("a", "/c"), ("/", "/"), ("%", "/"), ("/", "%"), ("//", "c"), ("a/c/h", "c"), ("a", "c/h/c"), (" ", "c"), ("  ", "c"),
        ];
        await using RedisAiEngine ai = new(new SimulatedBackend(SessionModel.Signature, SessionModel.Run));
        foreach (string model in pairs.Select(static pair => pair.Model).Distinct())
        {
            await ai.Models.StoreAsync(model, SimulatedBackend.Source, SessionModel.Options());
        }

        for (int step = 0; step < 3; step++)
        {
            for (int i = 0; i < pairs.Length; i++)
            {
                // h is 31 h + x + version, and g counts.
                (long h, long g) = await CallAsync(ai, pairs[i], x: 1_000 * (i + 1));
                Assert.Equal((Expected(ai, pairs, i, step), step), (h, g));
            }
        }

        Assert.Equal(2 * pairs.Length, ai.Tensors.Count);
        await ai.EndSessionAsync("a/b");
        Assert.Equal(2 * (pairs.Length - 1), ai.Tensors.Count);
        Assert.Equal((0, 0), await CallAsync(ai, pairs[0], x: 1));
        Assert.Equal(3, (await CallAsync(ai, pairs[1], x: 1)).G);
    }

    private static async Task<(long H, long G)> CallAsync(RedisAiEngine ai, (string Session, string Model) pair, long x)
    {
        using AiTensor row = AiTensor.Create<long>([1, 1], [x]);
        using ModelResult result = await ai.Models[pair.Model].RunAsync([row], new InferenceOptions { Session = pair.Session });
        return (result.AsSpan<long>(0)[0], result.AsSpan<long>(0)[1]);
    }

    private static long Expected(RedisAiEngine ai, (string Session, string Model)[] pairs, int place, int steps)
    {
        long version = 1 + Array.IndexOf([.. pairs.Select(static pair => pair.Model).Distinct()], pairs[place].Model);
        Assert.Equal(1, ai.Models.GetInfo(pairs[place].Model).Version);
        long h = 0;
        for (int step = 0; step < steps; step++)
        {
            h = (31 * h) + (1_000 * (place + 1)) + version;
        }

        return h;
    }

    private static string Unescaped(string part) =>
        part.Replace("%2F", "/", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
