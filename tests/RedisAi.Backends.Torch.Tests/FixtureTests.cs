using RedisAi.Conformance;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Real models, exported by today's PyTorch, against its answers: each folder of <c>$REDISAI_FIXTURES/models</c> with a TorchScript file is one case.</summary>
public sealed class FixtureTests
{
    private const double Tolerance = 1e-5;

    private static readonly string[] s_files = ["scripted.pt", "traced.pt"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (string file in s_files)
            {
                foreach (string name in FixtureCase.NamesWith(file))
                {
                    cases.Add(name, file);
                }
            }

            if (cases.Count == 0)
            {
                cases.Add("", "");
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Real_model_gives_the_answers_of_the_library_it_came_from(string name, string file)
    {
        Assert.SkipWhen(name.Length == 0, "REDISAI_FIXTURES does not name a folder with models.");
        FixtureCase fixture = FixtureCase.Load(name, file);
        foreach (bool optimize in (bool[])[true, false])
        {
            await using RedisAiEngine ai = TorchModels.Engine();
            await ai.Models.StoreAsync("m", ModelSource.FromFile(fixture.ModelPath), new ModelOptions().ConfigureTorch(torch => torch.Optimize = optimize));

            await fixture.AssertAnswersAsync(ai.Models["m"], Tolerance);
        }
    }
}
