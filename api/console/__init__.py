"""The pages that people work in: the operator's, the technologist's and the portal, over the same questions as REST."""
