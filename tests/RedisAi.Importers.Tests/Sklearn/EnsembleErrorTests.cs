using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>Models that lack something, or are set to what is not supported: the error names the class and the attribute.</summary>
public sealed class EnsembleErrorTests
{
    [Theory]
    [InlineData("tree_classifier", "DecisionTreeClassifier", "tree_")]
    [InlineData("tree_classifier", "DecisionTreeClassifier", "classes_")]
    [InlineData("forest_regressor", "RandomForestRegressor", "estimators_")]
    [InlineData("boosting_classes", "GradientBoostingClassifier", "learning_rate")]
    [InlineData("boosting_huber", "GradientBoostingRegressor", "init_")]
    [InlineData("hist_binary", "HistGradientBoostingClassifier", "_predictors")]
    [InlineData("hist_binary", "HistGradientBoostingClassifier", "_baseline_prediction")]
    [InlineData("ada_real", "AdaBoostClassifier", "estimator_weights_")]
    [InlineData("ada_regressor", "AdaBoostRegressor", "estimator_weights_")]
    [InlineData("isolation", "IsolationForest", "offset_")]
    [InlineData("isolation", "IsolationForest", "estimators_features_")]
    [InlineData("svc_probability", "SVC", "support_vectors_")]
    [InlineData("svc_probability", "SVC", "_gamma")]
    [InlineData("svc_probability", "SVC", "_n_support")]
    [InlineData("nu_svr", "NuSVR", "_dual_coef_")]
    [InlineData("bayes_gaussian", "GaussianNB", "theta_")]
    [InlineData("bayes_bernoulli", "BernoulliNB", "feature_log_prob_")]
    [InlineData("neighbours_binary", "KNeighborsClassifier", "_fit_X")]
    [InlineData("neighbours_regressor", "KNeighborsRegressor", "_y")]
    [InlineData("net_classes", "MLPClassifier", "coefs_")]
    [InlineData("means", "KMeans", "cluster_centers_")]
    [InlineData("voting_hard", "VotingClassifier", "classes_")]
    [InlineData("stacking", "StackingClassifier", "final_estimator_")]
    [InlineData("bagging", "BaggingClassifier", "estimators_features_")]
    [InlineData("calibrated", "CalibratedClassifierCV", "calibrated_classifiers_")]
    public async Task A_missing_attribute_is_named_with_its_class(string name, string className, string attribute)
    {
        byte[] archive = AlteredArchive.With(name, $"\"{attribute}\":", $"\"not_{attribute}\":");

        string message = await LoadErrorAsync(archive);

        Assert.Contains(className, message, StringComparison.Ordinal);
        Assert.Contains($"'{attribute}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("svc_ties", "\\\"poly\\\"", "\\\"cubic\\\"", "SVC", "the kernel cubic")]
    [InlineData("net_binary", "\\\"tanh\\\"", "\\\"step\\\"", "MLPClassifier", "the activation 'step'")]
    [InlineData("boosting_exponential", "\\\"exponential\\\"", "\\\"hinge\\\"", "GradientBoostingClassifier", "the loss 'hinge'")]
    [InlineData("hist_poisson", "\\\"poisson\\\"", "\\\"tweedie\\\"", "HistGradientBoostingRegressor", "the loss 'tweedie'")]
    [InlineData("neighbours_chebyshev", "\\\"chebyshev\\\"", "\\\"haversine\\\"", "KNeighborsClassifier", "the metric haversine")]
    [InlineData("neighbours_manhattan", "\\\"distance\\\"", "\\\"mine\\\"", "KNeighborsClassifier", "the weights mine")]
    [InlineData("calibrated", "_SigmoidCalibration", "_Temperature", "CalibratedClassifierCV", "_Temperature")]
    [InlineData("voting_soft", "GaussianNB", "Gauss", "naive_bayes.Gauss", "estimator 1")]
    [InlineData("tree_classifier", "\"n_features_in_\": {\"__class__\": \"str\", \"__module__\": \"builtins\", \"__loader__\": \"JsonNode\", \"content\": \"6\"", "\"n_features_in_\": {\"__class__\": \"str\", \"__module__\": \"builtins\", \"__loader__\": \"JsonNode\", \"content\": \"2\"", "tree_", "of 2")]
    public async Task What_is_not_supported_is_named_with_its_class(string name, string text, string other, string className, string said)
    {
        string message = await LoadErrorAsync(AlteredArchive.With(name, text, other));

        Assert.Contains(className, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    private static async Task<string> LoadErrorAsync(byte[] archive)
    {
        await using RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        return (await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", ModelSource.FromBytes(archive)))).Message;
    }
}
