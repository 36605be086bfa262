namespace RedisAi.Importers.XGBoost;

/// <summary>What an objective does between the sum of trees and the prediction, and what it takes base_score for.</summary>
/// <param name="Base">The way from base_score to the sum.</param>
/// <param name="Answer">The way from the sum to the prediction.</param>
internal readonly record struct XgbObjective(XgbBase Base, XgbAnswer Answer)
{
    /// <summary>Finds an objective by its name.</summary>
    /// <exception cref="ModelLoadException">It is not known.</exception>
    public static XgbObjective Of(string name) => name switch
    {
        "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:pseudohubererror" or "reg:absoluteerror" or "reg:quantileerror" or "reg:expectileerror"
            or "binary:logitraw" or "rank:pairwise" or "rank:ndcg" or "rank:map" => new(XgbBase.Same, XgbAnswer.Sum),
        "binary:logistic" or "reg:logistic" => new(XgbBase.Logit, XgbAnswer.Sigmoid),
        "binary:hinge" => new(XgbBase.Same, XgbAnswer.Sign),
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => new(XgbBase.Log, XgbAnswer.Exponential),
        "multi:softprob" => new(XgbBase.Same, XgbAnswer.Softmax),
        "multi:softmax" => new(XgbBase.Same, XgbAnswer.Largest),
        _ => throw new ModelLoadException($"The objective '{name}' is not supported; those of XGBoost are, custom ones are not."),
    };

    /// <summary>What the sum begins with.</summary>
    /// <exception cref="ModelLoadException">The base_score is none for this objective.</exception>
    public float Margin(double baseScore)
    {
        float score = (float)baseScore;
        return Base switch
        {
            XgbBase.Logit when score is > 0 and < 1 => -MathF.Log((1 / score) - 1),
            XgbBase.Log when score > 0 => MathF.Log(score),
            XgbBase.Same => score,
            _ => throw new ModelLoadException($"base_score is {score}, which is no prediction of this objective."),
        };
    }
}
