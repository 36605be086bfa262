using RedisAi.Importers.Skops;

namespace RedisAi.Importers.Sklearn;

/// <summary>Linear classifiers that give scores and no probabilities.</summary>
internal sealed class LinearClassifier : ISklearnClass
{
    public IReadOnlyList<string> Names { get; } = ["LinearSVC", "RidgeClassifier", "RidgeClassifierCV", "Perceptron", "PassiveAggressiveClassifier"];

    public SklearnAnswer Convert(SklearnStep step)
    {
        // The ridge classifiers keep their labels in what makes numbers of labels.
        SkopsValue classes = step.Model.FindAny("classes_") ?? step.Model.Get("_label_binarizer").AsObject().Get("classes_");
        (SklearnValue label, SklearnValue scores) = LinearScores.Of(step, ClassLabels.Of(step, classes)).ToAnswer(step.Graph);
        return new SklearnAnswer { Label = label, Scores = scores };
    }
}
