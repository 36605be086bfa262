namespace RedisAi.MLflow.Tests.Scoring;

public sealed class ScoringContractsTests
{
    [Fact]
    public async Task Contract_belongs_to_a_version_and_is_found_by_the_signature_that_the_engine_gives()
    {
        ScoringContracts contracts = new();
        await using RedisAiEngine ai = new();
        ModelInfo first = await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        ScoringContract contract = new(null, PredictionForm.First);
        contracts.Set(first.Signature, contract);

        bool before = contracts.TryGet(ai.Models["m"].Signature, out ScoringContract? found);
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        bool after = contracts.TryGet(ai.Models["m"].Signature, out _);

        Assert.True(before);
        Assert.Same(contract, found);
        Assert.False(after);
    }

    [Fact]
    public async Task Candidate_has_its_contract_before_it_serves()
    {
        ScoringContracts contracts = new();
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]));
        ModelInfo candidate = await ai.Models.StoreCandidateAsync("m", ModelSource.FromFunction(["x"], ["y"], static inputs => [inputs[0]]), CandidateTraffic.Answers(0));
        contracts.Set(candidate.Signature, new ScoringContract(null, PredictionForm.First));

        await ai.Models.PromoteAsync("m", candidate.Version);

        Assert.True(contracts.TryGet(ai.Models["m"].Signature, out _));
    }
}
